-- Both are cancelled
update appointments_map set status = 'cancelled';

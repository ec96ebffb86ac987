-- Zoe takes it over
update appointments_map set metadata = '{"staffId": "zoe"}';

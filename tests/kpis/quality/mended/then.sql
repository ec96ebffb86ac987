-- The host writes the price as a number
update appointments_map set metadata = '{"price": 12.5, "discount": "-"}';

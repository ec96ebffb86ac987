-- The host deletes its messages
delete from message_log;

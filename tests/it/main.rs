mod dictionary;

"""From sources to immutable raw objects, declarations and shards of records to parse."""

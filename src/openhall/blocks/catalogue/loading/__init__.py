"""From a folder of files to checked definitions: read, gate *schema*, gate *references*, fill in."""

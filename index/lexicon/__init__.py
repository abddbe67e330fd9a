"""The words of local government that the dictionary lacks, and Sudachi's dictionary of them."""

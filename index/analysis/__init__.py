"""The Japanese analysis: a text becomes tokens, each with the key that its spellings share.

    analyzer         Analyzer: text → Analysis, for queries
    batch            BatchAnalyzer: texts → term ids as arrays, for indexing
    tokens           Token, CompoundToken, Analysis, DictionaryWord, keys and terms
    morphemes        Sudachi's morphemes → words with their tokens
    compounds        katakana words and dates that span several tokens
    numbers          numbers in digits and kanji, and their keys
    number_words     numbers that Sudachi divides otherwise
    calendar         eras, kanji numbers, dates
    writings         the other writings of a word of a query: ㎡, 平方メートル
    names            surnames and given names, and how they are read
    lexicon          words that Sudachi's dictionary lacks, from CSV files
    user_dictionary  the lexicon compiled for Sudachi
    normalization    characters and spellings

Modules are imported one by one: `analyzer` loads Sudachi, which `--help` must not wait for.
"""

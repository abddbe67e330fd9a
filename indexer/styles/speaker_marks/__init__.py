"""What marks a speaker, and whom it names: one reader for all ways of writing minutes.

signs        what marks are made of: circles, seats, honorifics, what stands in parentheses
roles        an office → its role and department
people       a printed speaker → name, office, role
spaced       the same, where a space parts name and office
friends      what wears the same circles and names nobody: headings, rosters, times
asides       what is printed between speeches: stage directions, times, rules
circled      the mark after a circle at the head of a line
candidates   every way in which a line may begin with a mark, for texts that say nothing more
given        the mark of one whom the publisher names beside the text
"""

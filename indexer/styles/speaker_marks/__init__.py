"""Speaker marks and the speakers they name, for every style of verbatim minutes.

marks           the table of the signs, and the pieces that marks are made of
roles           an office → its role and department
speaker         a printed speaker → name, office, role
not_speakers    headings, rosters, times and stage directions, which have the same signs
candidates      every way in which a line may begin with a mark
known_speaker   the mark of a speaker whom the publisher names beside the text
"""

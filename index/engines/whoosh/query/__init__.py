"""From a query as typed to the utterances that match it.

planner          the tree to evaluate: compounds split, a question recognised
cost             what a word takes, estimated
sample           how often a string occurs, estimated, and whether some texts have it
request_words    the words of one request, each resolved, priced and matched once
evaluator        the tree → utterances
suggester        other queries that find more
"""

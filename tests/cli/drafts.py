"""A small debate in a file, with one error that the check finds."""

DRAFT = """
format: stances/1
debate: {slug: draft, title: A draft}
participants: [{slug: ann, name: Ann}, {slug: bob, name: Bob}]
disputes:
  - {slug: turn, title: Turn, question: Real?, positions: [{value: 1, key: +, label: for}, {value: -1, key: '-', label: against}]}
claims: [{slug: real, text: It is real., speaker: ann, dispute: turn}]
stances: [{slug: s, participant: bob, dispute: turn, position: 1, when: 1928}]
"""

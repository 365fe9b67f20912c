"""The record: firms, assessments, answers, quantities, results."""

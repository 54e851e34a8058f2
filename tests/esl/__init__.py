"""Tests of twisted_telco.esl."""

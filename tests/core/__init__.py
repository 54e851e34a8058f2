"""Tests of twisted_telco.core."""

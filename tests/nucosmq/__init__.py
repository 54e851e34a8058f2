"""Tests of twisted_telco.nucosmq."""

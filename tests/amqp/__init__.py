"""Tests of twisted_telco.amqp."""

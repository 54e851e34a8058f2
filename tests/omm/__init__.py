"""Tests of twisted_telco.omm."""

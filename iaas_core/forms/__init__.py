"""Public request bodies and answers, camelCase as v1 has them. Only iaas_core and its clients speak these."""

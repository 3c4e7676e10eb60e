"""The language the services share: records, states, errors, clients and the web kit. Knows no service."""

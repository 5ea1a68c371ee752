"""The hall as an issuer for wallets (OpenID for Verifiable Credential Issuance 1.0, pre-authorized code)."""

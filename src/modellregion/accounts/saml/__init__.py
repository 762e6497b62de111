"""A strict SAML 2.0 service provider: Web Browser SSO with the HTTP-POST binding, and nothing else of SAML.

Pure: no framework, no database, no clock; the instant comes in. Sources: SAML 2.0 Core, Bindings and Profiles (OASIS 2005);
XML Encryption 1.1; BSI TR-03116-4; interface description of BundID 10.2.0.0 of 16 May 2025.

1. Nothing is read but what a signature of a known certificate covers.
2. What is not expected is refused: a second assertion, another signature, a comment, an algorithm off the list.
3. A refusal says why to the log, and nothing to the browser.
"""

"""The pages of payments: of the portal, and the cashier's."""

"""Who may come in and what each may see and do: accounts, sign-in, roles, single rights, own classes."""

"""The school's database: tables by area, opening and closing, transactions, change sets, migrations."""

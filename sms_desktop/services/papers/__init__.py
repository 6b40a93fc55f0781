"""Certificates, letters and the school's own forms: their texts and fields, issuing, and the register of them."""

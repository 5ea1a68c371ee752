"""What the hall gives people in the end: licences, certificates, receipts and letters as papers."""

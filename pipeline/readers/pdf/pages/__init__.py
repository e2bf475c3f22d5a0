"""What is drawn on a page: its characters and ruling lines, through pdfium and through pdfplumber."""

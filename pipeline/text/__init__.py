"""Characters, labels and figures of Chinese forms; nothing here knows a document."""

"""The Localities Bulletin, from drawing up to publishing, and its files."""

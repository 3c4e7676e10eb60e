"""The images folder as a catalogue: `files` guards the folder, `manifest` reads one YAML text, `store` answers."""

"""The composition root and the runtime loop: wires everything, decides nothing."""

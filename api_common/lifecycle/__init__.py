"""Which status may follow which: one table per noun, asked early by iaas_core and again by db_proxy when it writes."""

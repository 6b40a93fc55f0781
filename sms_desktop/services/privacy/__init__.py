"""What people may ask of those who keep their data: a file of everything, restriction, erasure, retention."""

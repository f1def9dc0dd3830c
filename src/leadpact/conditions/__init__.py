"""The closed rule language: nodes, parse, render, typecheck, satisfiable. No evaluation here."""

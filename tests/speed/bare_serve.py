"""The bare site, served as the real one is."""

from backend import serve

if __name__ == "__main__":
    serve.main("tests.speed.bare_asgi:application")

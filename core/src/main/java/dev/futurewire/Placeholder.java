package dev.futurewire;

/** Keeps the exported package from being empty until its first class arrives. */
final class Placeholder {
    private Placeholder() {}
}

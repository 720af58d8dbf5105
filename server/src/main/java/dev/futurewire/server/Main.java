package dev.futurewire.server;

/** The entry point of the headless server. */
public final class Main {
    private Main() {}

    /** Prints its arguments. */
    public static void main(String[] args) {
        System.out.println("futurewire " + String.join(" ", args));
    }
}

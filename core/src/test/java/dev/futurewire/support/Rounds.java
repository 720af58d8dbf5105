package dev.futurewire.support;

/**
 * How often a race or a randomised test is repeated: a quarter of its rounds in every build, all of them with
 * {@code -Dfuturewire.races=long}.
 */
public final class Rounds {
    private static final boolean LONG = "long".equals(System.getProperty("futurewire.races"));
    private static final int SHORTER = 4;

    private Rounds() {}

    /** The number of rounds of this build, at least one. */
    public static int of(int all) {
        return LONG ? all : Math.max(1, all / SHORTER);
    }
}

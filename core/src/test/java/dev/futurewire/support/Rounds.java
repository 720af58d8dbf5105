package dev.futurewire.support;

/**
 * How often a race or a randomized test repeats. The system property {@code futurewire.races} chooses the length: {@code usual}
 * for a build, {@code long} for all rounds of the races, {@code brief} for a third of the usual, on a further JDK.
 */
public final class Rounds {
    private static final String LENGTH = System.getProperty("futurewire.races", "usual");
    private static final boolean LONG = LENGTH.equals("long");
    private static final boolean BRIEF = LENGTH.equals("brief");
    private static final int SHORTER = 4;
    private static final int BRIEFER = 3;

    private Rounds() {}

    /** The number of rounds of a race: a quarter of all in a usual build; at least one. */
    public static int of(int all) {
        return LONG ? all : Math.max(1, usually(all / SHORTER));
    }

    /** The number of repetitions of a test that has the same number in a usual and in a long build; at least one. */
    public static int usually(int repetitions) {
        return BRIEF ? Math.max(1, repetitions / BRIEFER) : repetitions;
    }
}

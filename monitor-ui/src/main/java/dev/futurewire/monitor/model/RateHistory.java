package dev.futurewire.monitor.model;

/** The last hour of two rates: 60 s at four points a second, the hour at one point a second. Thread-safe, fixed in size. */
public final class RateHistory {
    /** How far back a chart looks. */
    public enum Window {
        /** At four points a second. */
        MINUTE(240),
        /** At one point a second. */
        TEN_MINUTES(600),
        /** At one point a second. */
        HOUR(3_600);

        private final int points;

        Window(int points) {
            this.points = points;
        }

        /** The next longer one, and after the longest the shortest. */
        public Window next() {
            return switch (this) {
                case MINUTE -> TEN_MINUTES;
                case TEN_MINUTES -> HOUR;
                case HOUR -> MINUTE;
            };
        }

        /** How many points it has when it is full. */
        public int points() {
            return points;
        }
    }

    /**
     * Points of two lines, oldest first.
     *
     * @param in bytes a second received
     * @param out bytes a second sent
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Points(double[] in, double[] out) {
        /** The highest of all, at least 1. */
        public double highest() {
            double highest = 1;
            for (int i = 0; i < in.length; i++) {
                highest = Math.max(highest, Math.max(in[i], out[i]));
            }
            return highest;
        }
    }

    private static final long FINE_MILLIS = 250;
    private static final long COARSE_MILLIS = 1_000;

    private final Ring fine = new Ring(Window.MINUTE.points(), FINE_MILLIS);
    private final Ring coarse = new Ring(Window.HOUR.points(), COARSE_MILLIS);

    /** An empty one. */
    public RateHistory() {}

    /** Adds the rates of a moment; looks only at as many as it keeps. */
    public synchronized void add(long millis, double in, double out) {
        fine.add(millis, in, out);
        coarse.add(millis, in, out);
    }

    /** What a chart of that window draws. */
    public synchronized Points points(Window window) {
        return window == Window.MINUTE ? fine.last(window.points()) : coarse.last(window.points());
    }

    private static final class Ring {
        private final double[] in;
        private final double[] out;
        private final long step;
        private long count;
        private long next = Long.MIN_VALUE;

        Ring(int size, long step) {
            in = new double[size];
            out = new double[size];
            this.step = step;
        }

        void add(long millis, double received, double sent) {
            if (millis < next && next - millis <= 2 * step) {
                return; // not yet time for a point
            }
            // A pause leaves a gap of zeroes; a clock that was set begins anew.
            long missed = next == Long.MIN_VALUE || millis < next ? 0 : Math.min((millis - next) / step, in.length);
            for (long i = 0; i < missed; i++) {
                put(0, 0);
            }
            put(received, sent);
            next = millis + step - (millis % step);
        }

        private void put(double received, double sent) {
            in[(int) (count % in.length)] = received;
            out[(int) (count % in.length)] = sent;
            count++;
        }

        Points last(int wanted) {
            int size = (int) Math.min(wanted, Math.min(count, in.length));
            double[] received = new double[size];
            double[] sent = new double[size];
            for (int i = 0; i < size; i++) {
                int at = (int) ((count - size + i) % in.length);
                received[i] = in[at];
                sent[i] = out[at];
            }
            return new Points(received, sent);
        }
    }
}

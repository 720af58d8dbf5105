package dev.futurewire.monitor.model;

/** The last hour of two rates: a minute at four points per second, the hour at one. Thread-safe, of fixed size. */
public final class RateHistory {
    /** Time span of a chart. */
    public enum Span {
        /** The last minute, at four points per second. */
        MINUTE(240),
        /** The last ten minutes, at one point per second. */
        TEN_MINUTES(600),
        /** The last hour, at one point per second. */
        HOUR(3_600);

        private final int points;

        Span(int points) {
            this.points = points;
        }

        /** Returns the next longer span, or the shortest after the longest. */
        public Span next() {
            return switch (this) {
                case MINUTE -> TEN_MINUTES;
                case TEN_MINUTES -> HOUR;
                case HOUR -> MINUTE;
            };
        }

        /** Returns the number of points that fill the span. */
        public int points() {
            return points;
        }
    }

    /**
     * The points of a chart's two lines, oldest first.
     *
     * @param in bytes received per second
     * @param out bytes sent per second
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Points(double[] in, double[] out) {
        /** Returns the highest value, at least 1. */
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

    private final Ring fine = new Ring(Span.MINUTE.points(), FINE_MILLIS);
    private final Ring coarse = new Ring(Span.HOUR.points(), COARSE_MILLIS);

    /** Creates an empty history. */
    public RateHistory() {}

    /** Adds the rates at a time; calls between two points are ignored. */
    public synchronized void add(long millis, double in, double out) {
        fine.add(millis, in, out);
        coarse.add(millis, in, out);
    }

    /** Returns the points of the last span. */
    public synchronized Points points(Span span) {
        return span == Span.MINUTE ? fine.last(span.points()) : coarse.last(span.points());
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
                return; // too early for the next point
            }
            // A pause becomes a run of zeroes; a clock that was set back restarts the sampling.
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

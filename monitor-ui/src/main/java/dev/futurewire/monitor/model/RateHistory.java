package dev.futurewire.monitor.model;

/**
 * The last hour of two rates: a minute at four points per second, the hour at one. Every point is the mean of an interval between
 * two readings of the counters. An interval of up to two seconds fills the points it covers; a longer one, in which nothing was
 * measured, leaves them empty. Thread-safe, of fixed size.
 */
public final class RateHistory {
    /** Time span of a chart. */
    public enum Span {
        /** The last minute, at four points per second. */
        MINUTE(240, 250),
        /** The last ten minutes, at one point per second. */
        TEN_MINUTES(600, 1_000),
        /** The last hour, at one point per second. */
        HOUR(3_600, 1_000);

        private final int points;
        private final long step;

        Span(int points, long step) {
            this.points = points;
            this.step = step;
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

        /** Returns the time between two points, in milliseconds. */
        public long step() {
            return step;
        }
    }

    /**
     * The points of a chart's two lines, oldest first; NaN where nothing was measured.
     *
     * @param in bytes received per second
     * @param out bytes sent per second
     * @param endMillis time of the last point, or 0 without points
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Points(double[] in, double[] out, long endMillis) {
        /** No points. */
        public static final Points NONE = new Points(new double[0], new double[0], 0);

        /** Returns the highest value, at least 1. */
        public double highest() {
            double highest = 1;
            for (int i = 0; i < in.length; i++) {
                highest = in[i] > highest ? in[i] : highest; // false for NaN
                highest = out[i] > highest ? out[i] : highest;
            }
            return highest;
        }
    }

    /** The longest interval whose mean stands for all of it: two seconds. */
    static final long LONGEST_INTERVAL_MILLIS = 2_000;

    private final Ring fine = new Ring(Span.MINUTE.points(), Span.MINUTE.step());
    private final Ring coarse = new Ring(Span.HOUR.points(), Span.HOUR.step());

    /** Creates an empty history. */
    public RateHistory() {}

    /** Adds a reading of the counters of bytes received and sent. */
    public synchronized void add(long millis, long bytesIn, long bytesOut) {
        fine.add(millis, bytesIn, bytesOut);
        coarse.add(millis, bytesIn, bytesOut);
    }

    /** Begins anew with the next reading, since it is not comparable with the previous one. */
    public synchronized void interrupt() {
        fine.read = false;
        coarse.read = false;
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
        private boolean read;
        private long lastMillis;
        private long lastIn;
        private long lastOut;
        /** The number of the last point, as time divided by the step; 0 before the first. */
        private long lastPoint;

        Ring(int size, long step) {
            in = new double[size];
            out = new double[size];
            this.step = step;
        }

        void add(long millis, long bytesIn, long bytesOut) {
            long point = millis / step;
            boolean comparable = read && millis >= lastMillis && bytesIn >= lastIn && bytesOut >= lastOut;
            if (comparable && point == lastPoint) {
                return; // too early for the next point
            }
            long interval = millis - lastMillis;
            boolean measured = comparable && interval <= LONGEST_INTERVAL_MILLIS;
            double rateIn = measured ? (bytesIn - lastIn) * 1000.0 / interval : Double.NaN;
            double rateOut = measured ? (bytesOut - lastOut) * 1000.0 / interval : Double.NaN;
            long missed = lastPoint == 0 || point < lastPoint ? 0 : Math.min(point - lastPoint, in.length);
            if (missed == 0 && lastPoint != 0) {
                missed = 1; // the clock was set back
            }
            for (long i = 0; i < missed; i++) {
                put(rateIn, rateOut);
            }
            read = true;
            lastMillis = millis;
            lastIn = bytesIn;
            lastOut = bytesOut;
            lastPoint = point;
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
            return new Points(received, sent, lastMillis);
        }
    }
}

package dev.futurewire.internal.frame;

/** Finds the end of a unit whose rest is discarded. */
interface UnitEnd {
    /** The end of the line. */
    UnitEnd OF_LINE = (input, from, to) -> ByteSearch.indexOf(input, from, to, (byte) '\n') + 1;

    /** The end of the stream. */
    UnitEnd OF_STREAM = (input, from, to) -> -1;

    /**
     * Searches newly arrived bytes.
     *
     * @return the index after the unit; zero or less if the unit does not end before {@code to}
     */
    int search(byte[] input, int from, int to);

    /** The end of a unit of which a known number of bytes have not arrived. */
    final class AfterBytes implements UnitEnd {
        private long remaining;

        AfterBytes(long remaining) {
            this.remaining = remaining;
        }

        @Override
        public int search(byte[] input, int from, int to) {
            int count = (int) Math.min(remaining, to - from);
            remaining -= count;
            return remaining == 0 ? from + count : -1;
        }
    }
}

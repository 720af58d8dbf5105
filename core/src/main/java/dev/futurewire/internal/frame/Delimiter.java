package dev.futurewire.internal.frame;

/**
 * Searches a stream for a delimiter byte by byte, visiting each byte once (Knuth, Morris, Pratt). The state after some
 * input is the length of the longest prefix of the delimiter that the input ends with. Those bytes may still turn out
 * to be part of a delimiter and do not count as content yet.
 */
final class Delimiter implements UnitEnd {
    private final byte[] bytes;
    private final int[] fallback;
    private int matched;

    Delimiter(byte[] bytes) {
        this.bytes = bytes;
        fallback = new int[bytes.length];
        int k = 0;
        for (int i = 1; i < bytes.length; i++) {
            while (k > 0 && bytes[i] != bytes[k]) {
                k = fallback[k - 1];
            }
            if (bytes[i] == bytes[k]) {
                k++;
            }
            fallback[i] = k;
        }
    }

    int length() {
        return bytes.length;
    }

    /** How many of the last bytes may be the start of a delimiter. */
    int matched() {
        return matched;
    }

    void restart() {
        matched = 0;
    }

    boolean is(byte[] other) {
        return java.util.Arrays.equals(bytes, other);
    }

    /**
     * Continues the search.
     *
     * @return the index after the delimiter, or -1 if it does not end before {@code to}
     */
    @Override
    public int search(byte[] input, int from, int to) {
        int i = from;
        while (i < to) {
            if (matched == 0) {
                // No partial match: skip to the next possible start, word by word.
                i = ByteSearch.indexOf(input, i, to, bytes[0]);
                if (i < 0) {
                    return -1;
                }
            }
            byte b = input[i++];
            while (matched > 0 && b != bytes[matched]) {
                matched = fallback[matched - 1];
            }
            if (b == bytes[matched]) {
                matched++;
            }
            if (matched == bytes.length) {
                matched = 0;
                return i;
            }
        }
        return -1;
    }
}

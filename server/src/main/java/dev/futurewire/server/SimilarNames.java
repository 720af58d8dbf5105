package dev.futurewire.server;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that a misspelled one was probably meant to be. */
final class SimilarNames {
    private SimilarNames() {}

    /** Returns the closest name, the first in alphabetical order of several; null if none is similar. */
    static @Nullable String closest(String misspelled, Collection<String> names) {
        String text = misspelled.replaceFirst("^-+", "").replace('_', '-');
        int limit = Math.max(1, text.length() / 3);
        String best = null;
        int bestDistance = limit + 1;
        for (String name : names.stream().sorted().toList()) {
            int distance = distance(text, name);
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Returns how many characters must be inserted, deleted, replaced or swapped with their neighbor. Ignores case. */
    private static int distance(String a, String b) {
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, a, b, i, j);
            }
        }
        return distances[a.length()][b.length()];
    }

    private static int step(int[][] distances, String a, String b, int i, int j) {
        int replaced = distances[i - 1][j - 1] + (same(a, i, b, j) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && same(a, i, b, j - 1) && same(a, i - 1, b, j);
        return swapped ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
    }

    private static boolean same(String a, int i, String b, int j) {
        return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
    }
}

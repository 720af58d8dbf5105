package dev.futurewire.internal.frame;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Inputs with many delimiters and partial delimiters, and ways to split and read them. */
final class FramingArbitraries {
    private FramingArbitraries() {}

    /** Bytes as Latin-1 text. */
    static Arbitrary<String> inputs() {
        Arbitrary<Character> tricky = Arbitraries.of('\n', '\n', '\r', 'a', 'b', '-', '\u000b', '\u008a');
        Arbitrary<Character> any = Arbitraries.chars().range('\0', '\u00ff');
        Arbitrary<Character> plain = Arbitraries.frequency(Tuple.of(40, 'x'), Tuple.of(1, '\n'), Tuple.of(1, '\r'));
        return Arbitraries.oneOf(
                tricky.list().ofMaxSize(60).map(FramingArbitraries::joined),
                any.list().ofMaxSize(300).map(FramingArbitraries::joined),
                plain.list().ofMaxSize(900).map(FramingArbitraries::joined));
    }

    /** Sizes of chunks, used cyclically; some are empty. */
    static Arbitrary<List<Integer>> sizes() {
        Arbitrary<Integer> size = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 5)),
                Tuple.of(1, Arbitraries.integers().between(6, 400)));
        return size.list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .filter(sizes -> sizes.stream().anyMatch(n -> n > 0));
    }

    /** Reads of every kind. */
    static Arbitrary<Scan> scans() {
        Arbitrary<Integer> limits = Arbitraries.integers().between(1, 12);
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 9);
        Arbitrary<Integer> totals = Arbitraries.integers().between(0, 500);
        return Arbitraries.frequencyOf(
                Tuple.of(4, limits.map(Scan.Line::new)),
                Tuple.of(4, Combinators.combine(delimiters(), limits).as(Scan.Until::new)),
                Tuple.of(2, lengths.map(Scan.Exactly::new)),
                Tuple.of(1, totals.map(Scan.All::new)));
    }

    /** Delimiters, most of which overlap themselves. */
    static Arbitrary<String> delimiters() {
        return Arbitraries.of("\n", "\r\n", "-", "--", "aa", "aab", "abab", "-a-", "\n\n", "bbb");
    }

    private static String joined(List<Character> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }
}

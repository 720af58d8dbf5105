package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the rounds of one row measured.
 *
 * @param <S> what one round measures of one server
 */
final class Results<S> {
    private final Map<String, TreeMap<Integer, S>> byPeer = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private boolean failed;

    Results(List<Peer> peers) {
        peers.forEach(peer -> byPeer.put(peer.name(), new TreeMap<>()));
    }

    void add(Peer peer, int round, S sample) {
        rounds(peer.name()).put(round, sample);
    }

    /** That a peer cannot run here: nothing has failed. */
    void skipped(Peer peer, String why) {
        notes.putIfAbsent(peer.name(), "skipped: " + why);
    }

    /** That a measurement of a peer came to nothing. */
    void failed(Peer peer, String why) {
        notes.putIfAbsent(peer.name(), "FAILED: " + why);
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    List<String> peers() {
        return new ArrayList<>(byPeer.keySet());
    }

    Map<String, String> notes() {
        return notes;
    }

    Map<Integer, S> rounds(String peer) {
        return byPeer.computeIfAbsent(peer, name -> new TreeMap<>());
    }

    boolean has(String peer) {
        return !rounds(peer).isEmpty();
    }

    Spread spread(String peer, ToDoubleFunction<? super S> figure) {
        return Spread.of(
                rounds(peer).values().stream().map(figure::applyAsDouble).toList());
    }

    /** A peer's figure over another's, for each round that has both. */
    Optional<Spread> ratio(String peer, String baseline, ToDoubleFunction<? super S> figure) {
        List<Double> ratios = new ArrayList<>();
        rounds(peer).forEach((round, sample) -> {
            S base = rounds(baseline).get(round);
            if (base != null) {
                ratios.add(figure.applyAsDouble(sample) / figure.applyAsDouble(base));
            }
        });
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }
}

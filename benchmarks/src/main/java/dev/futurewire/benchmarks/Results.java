package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The results of a row's rounds.
 *
 * @param <S> type of a measurement
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

    /** Records that a peer cannot run on this machine, which is not a failure. */
    void skipped(Peer peer, String cause) {
        notes.putIfAbsent(peer.name(), "skipped: " + cause);
    }

    /** Records that a measurement failed. */
    void failed(Peer peer, String cause) {
        notes.putIfAbsent(peer.name(), "FAILED: " + cause);
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

    /** Returns the ratio of a figure of two peers, over the rounds that have both; empty if there are none. */
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

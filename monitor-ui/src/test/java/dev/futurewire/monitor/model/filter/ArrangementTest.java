package dev.futurewire.monitor.model.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Rows;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.server.feed.ConnectionRow;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ArrangementTest {
    private static final Query MOST_FIRST = new Query(Filter.ALL, List.of(new Query.Order(ConnectionField.IN, true)));

    private static ServerView view(long... bytesIn) {
        ConnectionRow[] rows = new ConnectionRow[bytesIn.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Rows.row(i + 1, bytesIn[i], 0);
        }
        return Rows.view(rows);
    }

    @Test
    void sortsAndFilters() throws BadTermException {
        ServerView view = view(10, 30, 20);
        assertThat(Arrangement.of(view, Query.ALL, Rows.NOW).ids()).containsExactly(1, 2, 3);
        assertThat(Arrangement.of(view, MOST_FIRST, Rows.NOW).ids()).containsExactly(2, 3, 1);
        Query some = new Query(Filter.parse("in>15"), MOST_FIRST.orders());
        Arrangement arrangement = Arrangement.of(view, some, Rows.NOW);
        assertThat(arrangement.ids()).containsExactly(2, 3);
        assertThat(arrangement.total()).isEqualTo(3);
    }

    @Test
    void holdsThePlacesAndAddsNewOnesLast() {
        Arrangement before = Arrangement.of(view(10, 30, 20), MOST_FIRST, Rows.NOW);
        ServerView later = view(99, 30, 20, 98);
        assertThat(Arrangement.held(later, MOST_FIRST, Rows.NOW, before).ids()).containsExactly(2, 3, 1, 4);
        assertThat(Arrangement.of(later, MOST_FIRST, Rows.NOW).ids()).containsExactly(1, 4, 2, 3);
    }

    @Test
    void anotherOrderIsNotHeld() {
        Arrangement before = Arrangement.of(view(10, 30, 20), MOST_FIRST, Rows.NOW);
        Query byNumber = new Query(Filter.ALL, List.of(new Query.Order(ConnectionField.ID, false)));
        assertThat(Arrangement.held(view(10, 30, 20), byNumber, Rows.NOW, before)
                        .ids())
                .containsExactly(1, 2, 3);
    }

    @Test
    void peersAreSortedByPortAsNumbers() {
        Query byPeer = new Query(Filter.ALL, List.of(new Query.Order(ConnectionField.PEER, false)));
        ServerView view = Rows.view(Rows.row(1), Rows.row(2), Rows.row(3));
        assertThat(Arrangement.of(view, byPeer, Rows.NOW).ids()).containsExactly(1, 2, 3);
    }

    @Property(tries = 100)
    void everyOrderIsTotalAndEveryRowIsThereOnce(
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> values,
            @ForAll ConnectionField field,
            @ForAll boolean down) {
        ServerView view = view(values.stream().mapToLong(Integer::longValue).toArray());
        Query query = new Query(Filter.ALL, List.of(new Query.Order(field, down)));
        long[] ids = Arrangement.of(view, query, Rows.NOW).ids();
        assertThat(Arrays.stream(ids).sorted().toArray())
                .containsExactly(LongStream.rangeClosed(1, values.size()).toArray());
        // The same once more: what is equal does not change places.
        assertThat(Arrangement.of(view, query, Rows.NOW).ids()).containsExactly(ids);
    }
}

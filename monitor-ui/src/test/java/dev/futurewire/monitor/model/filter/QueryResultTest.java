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

final class QueryResultTest {
    private static final TableQuery MOST_FIRST =
            new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(ConnectionField.IN, true)));

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
        assertThat(QueryResult.of(view, TableQuery.ALL, Rows.NOW).ids()).containsExactly(1, 2, 3);
        assertThat(QueryResult.of(view, MOST_FIRST, Rows.NOW).ids()).containsExactly(2, 3, 1);
        TableQuery some = new TableQuery(ConnectionFilter.parse("in>15"), MOST_FIRST.orders());
        QueryResult result = QueryResult.of(view, some, Rows.NOW);
        assertThat(result.ids()).containsExactly(2, 3);
        assertThat(result.total()).isEqualTo(3);
    }

    @Test
    void holdsThePlacesAndAddsNewOnesLast() {
        QueryResult before = QueryResult.of(view(10, 30, 20), MOST_FIRST, Rows.NOW);
        ServerView later = view(99, 30, 20, 98);
        assertThat(QueryResult.held(later, MOST_FIRST, Rows.NOW, before).ids()).containsExactly(2, 3, 1, 4);
        assertThat(QueryResult.of(later, MOST_FIRST, Rows.NOW).ids()).containsExactly(1, 4, 2, 3);
    }

    @Test
    void anotherOrderIsNotHeld() {
        QueryResult before = QueryResult.of(view(10, 30, 20), MOST_FIRST, Rows.NOW);
        TableQuery byNumber =
                new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(ConnectionField.ID, false)));
        assertThat(QueryResult.held(view(10, 30, 20), byNumber, Rows.NOW, before)
                        .ids())
                .containsExactly(1, 2, 3);
    }

    @Test
    void peersAreSortedByPortAsNumbers() {
        TableQuery byPeer =
                new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(ConnectionField.PEER, false)));
        ServerView view = Rows.view(Rows.row(1), Rows.row(2), Rows.row(3));
        assertThat(QueryResult.of(view, byPeer, Rows.NOW).ids()).containsExactly(1, 2, 3);
    }

    @Property(tries = 100)
    void everyOrderIsTotalAndEveryRowIsThereOnce(
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> values,
            @ForAll ConnectionField field,
            @ForAll boolean down) {
        ServerView view = view(values.stream().mapToLong(Integer::longValue).toArray());
        TableQuery query = new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(field, down)));
        long[] ids = QueryResult.of(view, query, Rows.NOW).ids();
        assertThat(Arrays.stream(ids).sorted().toArray())
                .containsExactly(LongStream.rangeClosed(1, values.size()).toArray());
        // The same once more: what is equal does not change places.
        assertThat(QueryResult.of(view, query, Rows.NOW).ids()).containsExactly(ids);
    }
}

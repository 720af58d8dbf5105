package dev.futurewire.monitor.model.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.FeedFixtures;
import dev.futurewire.monitor.model.ServerView;
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
            new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(ConnectionField.IN, true)), false);

    private static ServerView view(long... bytesIn) {
        ConnectionRow[] rows = new ConnectionRow[bytesIn.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = FeedFixtures.row(i + 1, bytesIn[i], 0);
        }
        return FeedFixtures.view(rows);
    }

    @Test
    void sortsAndFilters() throws BadTermException {
        ServerView view = view(10, 30, 20);
        assertThat(QueryResult.of(view, TableQuery.ALL, FeedFixtures.NOW).ids()).containsExactly(1, 2, 3);
        assertThat(QueryResult.of(view, MOST_FIRST, FeedFixtures.NOW).ids()).containsExactly(2, 3, 1);
        TableQuery some = new TableQuery(ConnectionFilter.parse("in>15"), MOST_FIRST.orders(), false);
        QueryResult result = QueryResult.of(view, some, FeedFixtures.NOW);
        assertThat(result.ids()).containsExactly(2, 3);
        assertThat(result.total()).isEqualTo(3);
    }

    @Test
    void holdsThePlacesAndAddsNewOnesLast() {
        QueryResult before = QueryResult.of(view(10, 30, 20), MOST_FIRST, FeedFixtures.NOW);
        ServerView later = view(99, 30, 20, 98);
        assertThat(QueryResult.held(later, MOST_FIRST, FeedFixtures.NOW, before).ids())
                .containsExactly(2, 3, 1, 4);
        assertThat(QueryResult.of(later, MOST_FIRST, FeedFixtures.NOW).ids()).containsExactly(1, 4, 2, 3);
    }

    @Test
    void anotherOrderIsNotHeld() {
        QueryResult before = QueryResult.of(view(10, 30, 20), MOST_FIRST, FeedFixtures.NOW);
        TableQuery byNumber =
                new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(ConnectionField.ID, false)), false);
        assertThat(QueryResult.held(view(10, 30, 20), byNumber, FeedFixtures.NOW, before)
                        .ids())
                .containsExactly(1, 2, 3);
    }

    @Test
    void peersAreSortedByPortAsNumbers() {
        TableQuery byPeer =
                new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(ConnectionField.PEER, false)), false);
        ServerView view = FeedFixtures.view(FeedFixtures.row(1), FeedFixtures.row(2), FeedFixtures.row(3));
        assertThat(QueryResult.of(view, byPeer, FeedFixtures.NOW).ids()).containsExactly(1, 2, 3);
    }

    @Property(tries = 100)
    void everyOrderIsTotalAndEveryRowIsThereOnce(
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> values,
            @ForAll ConnectionField field,
            @ForAll boolean down) {
        ServerView view = view(values.stream().mapToLong(Integer::longValue).toArray());
        TableQuery query = new TableQuery(ConnectionFilter.ALL, List.of(new TableQuery.Order(field, down)), false);
        long[] ids = QueryResult.of(view, query, FeedFixtures.NOW).ids();
        assertThat(Arrays.stream(ids).sorted().toArray())
                .containsExactly(LongStream.rangeClosed(1, values.size()).toArray());
        // Repeating the query keeps the order of equal entries.
        assertThat(QueryResult.of(view, query, FeedFixtures.NOW).ids()).containsExactly(ids);
    }
}

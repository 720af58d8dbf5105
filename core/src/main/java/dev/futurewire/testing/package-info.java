/**
 * Tools for testing connection handlers.
 *
 * <p>A {@link dev.futurewire.testing.TestWorld} runs handlers on the thread of the test, over connections in memory and in virtual
 * time. A test of a timeout of ten seconds takes milliseconds, and every run is the same:
 *
 * <pre>{@code
 * try (TestWorld world = TestWorld.start()) {
 *     AsyncChannel client = world.connect(handler);
 *     client.write("hello\n");
 *     assertEquals("hello", world.await(client.readLine()));
 *     world.advance(Duration.ofSeconds(10));
 *     assertNull(world.await(client.readLine()));
 *     assertEquals(CloseReason.TIMEOUT, world.await(world.accepted(client).closed()));
 * }
 * }</pre>
 *
 * <p>{@link dev.futurewire.testing.Chunking} divides what a handler receives as a network might. For blocking handlers and TLS,
 * {@link dev.futurewire.testing.ChannelPair} is a connection in memory in real time. Nothing here depends on a test framework.
 */
@NullMarked
package dev.futurewire.testing;

import org.jspecify.annotations.NullMarked;

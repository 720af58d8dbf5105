/** What can be seen of servers and connections: snapshots, events, warnings. */
@NullMarked
package dev.futurewire.observe;

import org.jspecify.annotations.NullMarked;

/** The feed's messages as JSON: one writer and one reader for each type of row. Not exported. */
@NullMarked
package dev.futurewire.feed.json;

import org.jspecify.annotations.NullMarked;

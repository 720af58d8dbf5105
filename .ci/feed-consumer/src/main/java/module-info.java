/** A program on the module path that can be watched. */
module org.example.watched {
    requires dev.futurewire.feed;
}

"""The gates of one lead: when each opened, the stage that follows, the judgement."""

from .employer import Employer
from .story import Story
from .team import Pillar, Team
from .testimonial import Testimonial

__all__ = ["Employer", "Pillar", "Story", "Team", "Testimonial"]
